// Has V8 make machine code after twice as many runs as it would: most of what a quick run calls is called some hundred times with
// ever other input, and a fifth of its processor time went into code that hardly ran. Slow tests measure, and run as programs do.
import * as v8 from 'node:v8';

v8.setFlagsFromString('--interrupt-budget=300000');
