declare module 'express-4' {
  // Near enough for what the tests use.
  export { default } from 'express';
}
