import { describeOwnSqlite } from './suite.ts';

describeOwnSqlite('bun:sqlite', 'Database');
