// Texts that cases of completion begin with.

export const group = 'groups:\n  - name: g\n    rules:\n';

export const rule = `${group}      - alert: A\n        expr: up == 0\n`;

export const config = (rest: string): string =>
  `route:\n  receiver: team\n${rest}receivers:\n  - name: team\n  - name: 'on: call'\n`;
