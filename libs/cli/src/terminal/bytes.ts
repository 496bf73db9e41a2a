const mega = 1e6;
const giga = 1e9;

/** "3.4 MB", "5.65 GB": as disks and hubs count, in tens. */
export const megabytes = (bytes: number): string =>
  bytes < giga ? `${(bytes / mega).toFixed(1)} MB` : `${(bytes / giga).toFixed(2)} GB`;
