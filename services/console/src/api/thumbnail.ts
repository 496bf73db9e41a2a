/** Where a picture can be had for the width that it is shown at. */
export const thumbnail = (url: string, _width: number): string => url;
