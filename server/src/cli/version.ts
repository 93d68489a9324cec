// The version of the package, from the one place that names it. Layer: cli.
import manifest from '../../../package.json';

export const version: string = manifest.version;
