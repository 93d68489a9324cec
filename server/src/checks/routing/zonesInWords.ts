// The time zone of which a name or a comment speaks: a city, an abbreviation, or local time. Layer: checks.
import { isZone } from '../../template/gotime';

export interface SaidZone {
  /** As it is said. */
  readonly said: string;
  /** Its IANA name; undefined of local time. */
  readonly zone?: string;
}

export function speaksOfUtc(text: string): boolean {
  return /(?<![a-z])(?:UTC|GMT|zulu)(?![a-z])/i.test(text);
}

/** The first zone that a text names. `isName`: cities are written small in names. */
export function zoneIn(text: string, isName: boolean): SaidZone | undefined {
  const words = text.split(/[^\p{L}]+/u).slice(0, mostWords);
  for (const [i, word] of words.entries()) {
    const short = abbreviations.get(isName && !smallWords.has(word) ? word.toUpperCase() : word);
    if (short !== undefined) return { said: word, zone: short };
    const next = words[i + 1];
    const pair = next === undefined ? undefined : `${word} ${next}`;
    for (const city of [pair, word]) {
      const zone = city === undefined ? undefined : zoneOfCity(city, isName);
      if (zone !== undefined) return { said: city!, zone };
    }
    if (pair !== undefined && /^local (?:time|hours)$/i.test(pair)) return { said: pair };
  }
  return undefined;
}

const mostWords = 60;

/** Abbreviations that mean one place only. */
const abbreviations: ReadonlyMap<string, string> = new Map(
  'JST Asia/Tokyo,KST Asia/Seoul,IST Asia/Kolkata,SGT Asia/Singapore,HKT Asia/Hong_Kong,CET Europe/Paris,CEST Europe/Paris,MSK Europe/Moscow,EST America/New_York,EDT America/New_York,PST America/Los_Angeles,PDT America/Los_Angeles,AEST Australia/Sydney'
    .split(',')
    .map(pair => pair.split(' ') as [string, string]),
);

/** Small words that are no abbreviations. */
const smallWords: ReadonlySet<string> = new Set(['est', 'ist']);

/** Cities that the zones are not called by. */
const others: ReadonlyMap<string, string> = new Map(
  'Beijing Shanghai,Shenzhen Shanghai,Mumbai Kolkata,Delhi Kolkata,Bangalore Kolkata,Bengaluru Kolkata,Munich Berlin,Hamburg Berlin,Frankfurt Berlin,Barcelona Madrid,Seattle Los_Angeles,Boston New_York'
    .split(',')
    .map(pair => pair.split(' ') as [string, string]),
);

function zoneOfCity(city: string, isName: boolean): string | undefined {
  // `nome` is a name, and words of a comment are no cities where they begin small.
  if (city.length < 4 || /^nome$/i.test(city) || (!isName && !/^\p{Lu}/u.test(city))) return undefined;
  const written = city.toLowerCase().replace(/(?<![a-z])[a-z]/g, letter => letter.toUpperCase());
  const name = others.get(written) ?? written.replace(' ', '_');
  return ['Asia', 'Europe', 'America', 'Australia'].map(area => `${area}/${name}`).find(isZone);
}
