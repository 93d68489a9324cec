// The version of the package, from the one place that names it: by its name, so that a bundle holds nothing else of it. Layer: cli.
import { version as named } from '../../../package.json';

export const version: string = named;
