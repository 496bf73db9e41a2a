/** Largest width times height of a picture that an image begins with. */
export const maxSourcePixels = 25_000_000;
/** Largest file of one. */
export const maxSourceBytes = 32 * 1024 * 1024;

/** The formats that an image may begin with. */
export const sourceImageTypes = ['image/png', 'image/webp', 'image/jpeg'] as const;
export type SourceImageType = (typeof sourceImageTypes)[number];

/** What files of each begin with; an undefined byte may be any. */
const signatures: Readonly<Record<SourceImageType, readonly (number | undefined)[]>> = {
  'image/png': [0x89, ...bytesOf('PNG\r\n\x1a\n')],
  'image/webp': [...bytesOf('RIFF'), ...Array<undefined>(4).fill(undefined), ...bytesOf('WEBP')],
  'image/jpeg': [0xff, 0xd8, 0xff],
};

/** As many bytes of a file as tell what it is. */
export const signatureLength = 12;

/** What a file is by its first bytes, whatever its sender calls it; undefined for all else. */
export const sourceImageType = (head: Uint8Array): SourceImageType | undefined =>
  sourceImageTypes.find((type) => signatures[type].every((byte, at) => byte === undefined || byte === head[at]));

function bytesOf(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}
