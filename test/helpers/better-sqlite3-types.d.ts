declare module 'better-sqlite3' {
  // Near enough for what examples use; it brings no types along.
  const Database: import('./installed-better-sqlite3.ts').OpenBetterSqlite3;
  export default Database;
}
