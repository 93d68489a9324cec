// The kinds of problems that PromQL can have. Checks map them to their ids, tests name them.
// Layer: promql.

/**
 * - `syntax`: the text is no PromQL from this place on; at most one per text
 * - `string`, `number`: a literal that cannot be read (it takes the place of `syntax`)
 * - `version`: the target is too old or too new for it, or a feature flag is off
 * - `duration`: not positive, out of range, malformed, division by zero
 * - `modifier`: a range, `offset`, `@`, `anchored`, `smoothed` where it cannot stand, or twice
 * - `arguments`: too many or too few
 * - `unknown-function`
 * - `type`: an operand or argument of the wrong type
 * - `operator`: `bool`, set operators, `on`/`group_left`, `fill` used where they mean nothing
 * - `regexp`: a matcher's pattern that RE2 refuses
 * - `selector`: matches everything, or has two metric names
 * - `label`: not a label name
 * - `too-deep`: nested beyond what is checked here; the only problem then
 */
export type ProblemCode =
  | 'syntax'
  | 'string'
  | 'number'
  | 'version'
  | 'duration'
  | 'modifier'
  | 'arguments'
  | 'unknown-function'
  | 'type'
  | 'operator'
  | 'regexp'
  | 'selector'
  | 'label'
  | 'too-deep';
