// Words of other languages than English that make a number a bound: "plus de 5%", "acima de 90%", "超过 5%", "5% 이상".
// Layer: template (pure).

/** Where a text states a bound: its digits, and where what stands behind them begins. */
export interface BoundWords {
  readonly from: number;
  readonly to: number;
  readonly direction: 'above' | 'below';
}

/**
 * French, Spanish, Portuguese, Italian, German, Polish, Russian, Vietnamese and Indonesian, first what is above, then what is below.
 */
const beforeNumber =
  /(?:^|[^\p{L}])(?:(plus de|plus que|au-dessus de|supérieure?s? à|superieure?s? a|dépass(?:e|ent|ant)|depass(?:e|ent|ant)|más de|mas de|más que|mayor(?:es)? (?:a|que|de)|superior(?:es)? a|supera|superan|por encima del?|excede|mais de|mais que|acima de|maior(?:es)? (?:que|do que)|ultrapass(?:a|ou|am)|passou de|più di|piu di|oltre il|oltre|superiore a|maggiore di|supera il|mehr als|über|höher als|größer als|oberhalb von|übersteigt|länger als|powyżej|ponad|więcej niż|przekracza|больше|более|выше|превышает|превысил[аио]?|свыше|vượt quá|vượt|lớn hơn|trên|hơn|lebih dari|di atas|melebihi)|(moins de|moins que|en dessous de|au-dessous de|inférieure?s? à|inferieure?s? a|menos de|menos que|menor(?:es)? (?:a|que|de)|inferior(?:es)? a|por debajo del?|abaixo de|menor(?:es)? do que|meno di|inferiore a|sotto il|sotto|minore di|weniger als|unter|niedriger als|kleiner als|unterhalb von|poniżej|mniej niż|меньше|менее|ниже|thấp hơn|ít hơn|dưới|nhỏ hơn|kurang dari|di bawah)) ?(\d{1,9}(?:\.\d{1,6})?)/giu;

/** Chinese needs no blank. */
const chinese =
  /(?:(超过|超過|大于|大於|高于|高於|超出|达到|達到)|(低于|低於|小于|小於|少于|少於|不足|不到)) ?(\d{1,9}(?:\.\d{1,6})?)/gu;

/** Korean and Japanese say it behind the number and its unit. */
const behindNumber =
  /(\d{1,9}(?:\.\d{1,6})?)(?: ?(?:%|퍼센트|ms|s|초|분|개|회|건|번|秒|分|件|回|個|GB|MB))? ?[를을이가은는を]? ?(?:(이상|초과|넘|以上|を?超え|より大き|より多)|(미만|이하|보다 낮|未満|以下|を?下回|より少な|より小さ))/gu;

/** Whether a text has letters that English has not, or words that begin a bound elsewhere. */
const mayBeForeign =
  /[^\x00-\x7f]|\b(?:de|que|als|unter|oltre|sotto|supera|excede|superan|dari|atas|bawah|melebihi|a) \d/i;

/** "depuis plus de 5 minutes", "持续超过 5 分钟": how long, not how much. */
const howLong =
  /(?:depuis|pendant|durant|desde(?: hace)?|hace|durante|há|ha|seit|für|während|da|per|przez|od|в течение|дольше|уже|持续|連續|连续|已)\s*$/iu;

/** The bounds of a text in other languages than English, in the order of the text. */
export function foreignBounds(text: string): readonly BoundWords[] {
  if (!mayBeForeign.test(text)) return [];
  const found: BoundWords[] = [];
  for (const words of [beforeNumber, chinese]) {
    for (const match of text.matchAll(words)) {
      const digits = match[3] ?? '';
      const to = match.index + match[0].length;
      if (howLong.test(text.slice(Math.max(0, match.index - 20), match.index + 1))) continue;
      found.push({ from: to - digits.length, to, direction: match[1] === undefined ? 'below' : 'above' });
    }
  }
  for (const match of text.matchAll(behindNumber)) {
    const digits = match[1] ?? '';
    if (/[\d.]/.test(text[match.index - 1] ?? '')) continue;
    const direction = match[2] === undefined ? 'below' : 'above';
    found.push({ from: match.index, to: match.index + digits.length, direction });
  }
  return found.sort((a, b) => a.from - b.from);
}

/** "par heure", "por minuto", "pro Stunde", "每分钟", "분당": seconds of the time that a number is told for. */
export function foreignPeriod(text: string): number | undefined {
  for (const [words, seconds] of periods) if (words.test(text)) return seconds;
  return undefined;
}

const periods: readonly (readonly [RegExp, number])[] = [
  [/^ ?(?:[\p{L}]{1,20} ){0,3}(?:par|por|pro|al|a la|na|w|в) (?:minut[oeyęу]?|minuten?)(?!\p{L})/iu, 60],
  [
    /^ ?(?:[\p{L}]{1,20} ){0,3}(?:par|por|pro|all'|a la|na|w|в) ?(?:heure|hora|ora|stunde|godzinę|час)(?!\p{L})/iu,
    3600,
  ],
  [/^ ?(?:[\p{L}]{1,20} ){0,3}(?:par|por|pro|al|na|w|в) (?:jour|día|dia|giorno|tag|dzień|день)(?!\p{L})/iu, 86_400],
  [/^ ?(?:[\p{L}]{1,10} ?)?(?:\/ ?|每)(?:分钟|分鐘|分|분)/u, 60],
  [/^ ?(?:[\p{L}]{1,10} ?)?(?:\/ ?|每)(?:小时|小時|时|시간|時間)/u, 3600],
];
