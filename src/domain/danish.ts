/** Danish letters in order and in search. Plain text work: no locale data of the machine takes part. */

/** Letters with no accent to take off, and what they are read as. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ŋ: 'n',
  œ: 'oe',
  ß: 'ss',
  ŧ: 't',
  þ: 'th',
};

/** Punctuation of names, in its collation order; it goes before digits and letters. */
const PUNCTUATION = ` _-,;:!?.'"()/&+`;
const TYPOGRAPHIC: Readonly<Record<string, string>> = { '‐': '-', '‑': '-', '–': '-', '’': "'", '‘': "'" };

/**
 * A text whose plain binary order is Danish alphabetical order, so that a database sorts by it without a collation:
 * case-insensitive, æ ø å last, aa as å (Ærø, Aabenraa, Aalborg, Aarhus), other accents taken off, ı as i
 * (domain.md section 6). Not for reading. Texts that differ in case or accents alone get the same key.
 *
 * æ, ø and å become the three characters after z, where the old Danish seven-bit character set (ISO 646-DK) had them.
 * Their relatives ä, ö and ő go with them, and ü with y, as in the Danish rules of the Unicode CLDR.
 */
export function danishSortKey(text: string): string {
  const letters = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^\p{L}\p{M}\p{N}]/gu, punctuationKey)
    .replace(/aa|a\u030a/gu, '}')
    .replace(/æ|a\u0308/gu, '{')
    .replace(/ø|o[\u0308\u030b]/gu, '|')
    .replace(/u[\u0308\u030b]/gu, 'y');
  return plainLetters(letters);
}

/**
 * What to store beside a row so that `searchTokens` finds it by substring. Each part is kept in every spelling of its
 * Danish letters (ø as oe and as o, å as aa and as a), one a line; a part without such letters is kept once.
 */
export function searchText(...parts: string[]): string {
  const lines = parts.map(fold).flatMap((part) => {
    const withO = [part, part.replaceAll('oe', 'o')];
    return withO.flatMap((spelling) => [spelling, spelling.replaceAll('aa', 'a')]);
  });
  return [...new Set(lines)].filter((line) => line !== '').join('\n');
}

/**
 * The words of a query; a row is found when its `searchText` contains each of them. å and aa find each other; ø and oe
 * find each other and o finds both, if a word keeps to one of them; æ and ae find each other. Case and accents do not
 * matter. The tokens are plain text: a caller that builds a LIKE pattern escapes `%` and `_` itself.
 */
export function searchTokens(query: string): string[] {
  return [...new Set(fold(query).split(' '))].filter((token) => token !== '');
}

/** Lower case, å as aa, ø as oe, æ as ae, other accents taken off, white space single. */
function fold(text: string): string {
  const letters = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[åǻ]/gu, 'aa')
    .replace(/[øöőǿ]/gu, 'oe')
    .replace(/[æǽ]/gu, 'ae')
    .replace(/[‐‑–’‘]/gu, (sign) => TYPOGRAPHIC[sign] ?? sign)
    .normalize('NFD');
  return plainLetters(letters).replace(/\s+/gu, ' ').trim();
}

/** Accents taken off a decomposed text, and letters that have none to take off replaced. */
function plainLetters(decomposed: string): string {
  return decomposed.replace(/\p{M}/gu, '').replace(/[^ -~]/gu, (letter) => PLAIN_LETTERS[letter] ?? letter);
}

function punctuationKey(character: string): string {
  const plain = /\s/u.test(character) ? ' ' : (TYPOGRAPHIC[character] ?? character);
  const place = PUNCTUATION.indexOf(plain);
  return place < 0 ? '' : String.fromCharCode(0x20 + place);
}
