// What examples import as `better-sqlite3`, which is not among the packages installed for the project.
import { betterSqlite3 } from '../../helpers/installed-better-sqlite3.ts';

export default betterSqlite3();
