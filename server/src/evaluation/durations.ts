// Durations of ranges, offsets and subquery steps, whose arithmetic may use the step and range of the query. Layer: evaluation.
import type { DurationExpr } from '../promql/ast';
import { EvaluationFailure } from './annotations';
import type { Steps } from './evaluate';
import { goPower } from './numbers';

/** Works durations out for one query. */
export class DurationReader {
  constructor(private readonly query: Steps) {}

  /** Milliseconds; what is shorter is cut off, as upstream does. A range or step has to be longer than 0. */
  milliseconds(duration: DurationExpr, mayBeNegative: boolean): number {
    // Nanoseconds first: in floats 1.001 s would be 1000.9999999999999 ms.
    if (duration.kind === 'number') return Math.trunc(Math.round(duration.value * 1e9) / 1e6);
    const seconds = this.seconds(duration);
    const wrong = !Number.isFinite(seconds)
      ? 'duration is NaN or infinite'
      : seconds <= 0 && !mayBeNegative
        ? 'duration must be greater than 0'
        : Math.abs(seconds) > 2 ** 63 / 1e9
          ? 'duration is out of range'
          : undefined;
    if (wrong !== undefined) this.fail(duration, wrong);
    return Math.trunc(seconds * 1000);
  }

  private seconds(duration: DurationExpr): number {
    switch (duration.kind) {
      case 'number':
        return duration.value;
      case 'duration-paren':
        return this.seconds(duration.expr);
      case 'duration-unary':
        return duration.op === '-' ? -this.seconds(duration.expr) : this.seconds(duration.expr);
      case 'duration-call': {
        const { start, end, step } = this.query;
        const args = duration.args.map(arg => this.seconds(arg));
        if (duration.func === 'step') return step / 1000;
        if (duration.func === 'range') return (end - start) / 1000;
        return duration.func === 'min' ? Math.min(...args) : Math.max(...args);
      }
      case 'duration-binary': {
        const left = this.seconds(duration.lhs);
        const right = this.seconds(duration.rhs);
        switch (duration.op) {
          case '+':
            return left + right;
          case '-':
            return left - right;
          case '*':
            return left * right;
          case '/':
            return right === 0 ? this.fail(duration, 'division by zero') : left / right;
          case '%':
            return right === 0 ? this.fail(duration, 'modulo by zero') : left % right;
          case '^':
            return goPower(left, right);
        }
        break;
      }
      case 'missing':
        return this.fail(duration, 'there is no duration');
    }
  }

  private fail(duration: DurationExpr, what: string): never {
    throw new EvaluationFailure('execution', `${duration.from}:${duration.to}: ${what}`, duration);
  }
}
