import { installBetterSqlite3 } from '../helpers/installed-better-sqlite3.ts';

// What the tests would do by themselves. Compiling takes minutes, which are not to count as theirs.
const missing = await installBetterSqlite3();
if (missing !== undefined) throw new Error(missing);
