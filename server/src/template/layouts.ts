// Layouts of times: Go takes one certain moment as it shall be written, 2006-01-02 15:04:05, and copies all else. Layer: template.
import { splitLayout } from './gotime';

/** What is wrong with a layout. */
export interface LayoutFault {
  /** Nothing of the time is shown. */
  readonly isConstant: boolean;
  /** The layout that was meant, where its letters are those of another language. */
  readonly meant?: string;
}

/** What is surely wrong with a layout: letters of another language, or another moment than Go's. */
export function layoutFault(layout: string): LayoutFault | undefined {
  const isForeign = percent.test(layout) || layout.match(words)?.some(isOfParts) === true;
  if (!isForeign && !isOtherMoment(layout)) return undefined;
  const isConstant = !splitLayout(layout).some(({ chunk }) => chunk);
  if (!isForeign) return { isConstant };
  const meant = layout
    .replace(percents, sign => ofPercent[sign[1]!] ?? sign)
    .replace(words, word => (isOfParts(word) ? word.replace(parts, part => ofLetters[part] ?? part) : word));
  return { isConstant, meant };
}

const words = /[A-Za-z]+/g;
const parts = /YYYY|yyyy|YY|yy|MMMM|MMM|MM|DD|dd|HH|hh|mm|ss/g;

/** Whether a word is made of such parts alone, side by side or around the `T` and before the `Z` of a full time. */
function isOfParts(word: string): boolean {
  const rest = word.replace(parts, '');
  return rest.length < word.length && /^[TZ]*$/.test(rest);
}

const [percent, percents] = [/%[YymdHIMSBbAaFTDRpZzje]/, /%[YymdHIMSBbAaFTDRpZzje]/g];

const ofLetters: Readonly<Record<string, string>> = {
  YYYY: '2006',
  yyyy: '2006',
  YY: '06',
  yy: '06',
  MMMM: 'January',
  MMM: 'Jan',
  MM: '01',
  DD: '02',
  dd: '02',
  HH: '15',
  hh: '03',
  mm: '04',
  ss: '05',
};
const ofPercent: Readonly<Record<string, string>> = {
  Y: '2006',
  y: '06',
  m: '01',
  d: '02',
  H: '15',
  I: '03',
  M: '04',
  S: '05',
  B: 'January',
  b: 'Jan',
  A: 'Monday',
  a: 'Mon',
  F: '2006-01-02',
  T: '15:04:05',
  D: '01/02/06',
  R: '15:04',
  p: 'PM',
  Z: 'MST',
  z: '-0700',
  j: '002',
  e: '_2',
};

/** An example of the author's own, such as `2024-12-31` or `14:30`: its digits are taken for other parts of the time. */
function isOtherMoment(layout: string): boolean {
  const year = /(?<!\d)(?:19|20)\d\d(?=[-/.])/.exec(layout)?.[0] ?? /[-/.]((?:19|20)\d\d)(?!\d)/.exec(layout)?.[1];
  if (year !== undefined && year !== '2006') return true;
  const [, hour, minute] = /(?<![-+Z\d:])(\d\d):(\d\d)(?!\d)/.exec(layout) ?? [];
  if (hour === undefined) return false;
  if (hour === '15' || hour === '03') return minute === '05';
  return hour !== '04' && hour !== '00';
}
