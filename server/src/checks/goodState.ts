// States by their words, as catalogues have them. Layer: checks.

/** Whether what a code stands for (`healthy`, `link up`) is as it should be. */
export function isGoodState(meaning: string): boolean {
  return good.test(meaning);
}

const good = /^(?:active|link up|live|good|healthy|ok|pass|nothing|success)/;
