import { programName } from '../in-child.ts';

/** What the bench runs, each in a process of its own. What another one needs is not loaded. */
const programs = {
  chats: () => import('./programs/rates.ts').then(({ chats }) => chats()),
  replies: () => import('./programs/rates.ts').then(({ replies }) => replies()),
  postgresByHand: () => import('./programs/postgres-by-hand.ts').then(({ chatsByHand }) => chatsByHand()),
  sqliteByHand: () => import('./programs/sqlite-by-hand.ts').then(({ chatsByHand }) => chatsByHand()),
  stored: () => import('./programs/stored.ts').then(({ chatsAmongMany }) => chatsAmongMany()),
  length: () => import('./programs/length.ts').then(({ longConversation }) => longConversation()),
  lists: () => import('./programs/lists.ts').then(({ lists }) => lists()),
  commands: () => import('./programs/commands.ts').then(({ commands }) => commands()),
  bytes: () => import('./programs/bytes.ts').then(({ bytes }) => bytes()),
  events: () => import('./programs/events.ts').then(({ events }) => events()),
  manyFollowers: () => import('./programs/followers.ts').then(({ manyFollowers }) => manyFollowers()),
  watch: () => import('./programs/events.ts').then(({ watch }) => watch()),
};

export type DeskProgram = keyof typeof programs;

// Given by the bench, which knows them by this type.
await programs[programName as DeskProgram]();
