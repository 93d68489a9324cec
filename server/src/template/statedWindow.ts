// The time that a message counts something over: "errors in the last hour", "per minute", "the daily number of". Layer: template (pure).

/** Seconds of a period by its name. */
export const periods: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
};

const numerals: Readonly<Record<string, number>> = { two: 2, three: 3, five: 5, ten: 10, fifteen: 15, thirty: 30 };

/** "Monthly cost above", "the daily number of tokens exceeds": what the bound is for. */
export function windowBefore(text: string): number | undefined {
  const word = /\b(hour|dai|week|month)ly (?:[a-z]{1,20} ){0,4}(?:is |was |are )?$/i.exec(`${text.slice(-80)} `)?.[1];
  return word === undefined ? undefined : periods[word.toLowerCase() === 'dai' ? 'day' : word.toLowerCase()];
}

/** "errors in the last hour", "restarts in 15 minutes", "requests per minute". */
export function windowAt(text: string): number | undefined {
  const found =
    /^ ?(?:[a-z]+ ){0,4}?(?:(?:in|over|during|within) (?:the )?(?:(?:last|past) )?(?:(\d{1,4}|two|three|five|ten|fifteen|thirty) ?)?|per |an? |[a-z]{0,20}\/ ?)(s|sec|m|min|h|d|second|minute|hour|day|week|month)(?:s|utes|ours)?\b/i.exec(
      text,
    );
  const [, count, word] = found ?? [];
  if (word === undefined) return undefined;
  const name = ({ s: 'second', sec: 'second', m: 'minute', min: 'minute', h: 'hour', d: 'day' } as const)[
    word.toLowerCase() as 's'
  ];
  return (numerals[count?.toLowerCase() ?? ''] ?? Number(count ?? 1)) * (periods[name ?? word.toLowerCase()] ?? 1);
}
