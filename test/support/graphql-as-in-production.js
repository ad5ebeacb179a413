/**
 * In development graphql looks at each value twice, in case two copies of it are loaded: a fifth of the time of a run.
 * It asks once, when this module of it is loaded; the tests have it look once, as in production.
 */
const { NODE_ENV } = process.env;
process.env.NODE_ENV = 'production';
await import('graphql/jsutils/instanceOf.js');
process.env.NODE_ENV = NODE_ENV;
