// Property tests draw from a fixed seed in CI, so that a run there says something about the change and not about the draw.
// Elsewhere every run draws anew; what it finds becomes an example.
import fc from 'fast-check';

if (process.env['CI']) fc.configureGlobal({ seed: 20_261_125 });
