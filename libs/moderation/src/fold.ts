import unhomoglyph from 'unhomoglyph';

/**
 * Text as a reader sees it, in small Latin letters where it looks like them: compatibility forms (full width, circled,
 * mathematical letters), accents, invisible characters and look-alikes of other scripts are taken away.
 * Only characters beyond ASCII are compared by their looks (the confusables of Unicode Technical Standard 39): those
 * tables would also read "m" as "rn".
 */
export function fold(text: string): string {
  const visible = text.normalize('NFKC').replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '');
  const bare = visible.normalize('NFD').replace(/\p{M}/gu, '');
  // Small letters first: a capital may look like another letter than its small form.
  return bare
    .toLowerCase()
    .replace(/[^\p{ASCII}]/gu, toLatin)
    .toLowerCase();
}

/** Read as these letters in small print, though no table of confusables says so: small capitals, and small Cyrillic letters. */
const alsoSeenAs = new Map(
  ['ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz', 'вbкkмmнhпnтtиn'].flatMap((pairs) =>
    [...pairs.matchAll(/(.)(.)/gu)].map(([, looks = '', letter = '']): [string, string] => [looks, letter]),
  ),
);

function toLatin(character: string): string {
  const known = alsoSeenAs.get(character);
  if (known !== undefined) return known;
  const seen = unhomoglyph(character).normalize('NFD').replace(/\p{M}/gu, '');
  if (/^[a-z]+$/i.test(seen)) return seen;
  const asCapital = unhomoglyph(character.toUpperCase());
  return /^[a-z]$/i.test(asCapital) ? asCapital : character;
}
