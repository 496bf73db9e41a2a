export const imageFormats = ['png', 'webp', 'jpeg', 'avif'] as const;
export type ImageFormat = (typeof imageFormats)[number];

export const isImageFormat = (text: string): text is ImageFormat => imageFormats.some((format) => format === text);

/** The formats by the endings that URLs may have. */
export const formatOfEnding: ReadonlyMap<string, ImageFormat> = new Map([
  ...imageFormats.map((format) => [format, format] as const),
  ['jpg', 'jpeg'],
]);

/** Where an image's bytes lie: spread over 1,024 folders by the last, random, characters of its id. */
export const imageKey = (id: string, format: ImageFormat): string => `${id.slice(-2)}/${id}.${format}`;

/** All keys that may hold something of an image: a crash may have left a file that no row tells of. */
export const imageKeys = (id: string): string[] => imageFormats.map((format) => imageKey(id, format));
