import { apiFaults, webhookFaults } from '../testing/faults.ts';
import { indented } from './terminal.ts';

/** What there is help on. */
export type HelpTopic = 'simulate' | 'doctor' | 'sql' | undefined;

/** The help on a command, or on all. */
export function helpOn(topic: HelpTopic): string {
  return topic === undefined ? overview : { simulate, doctor, sql }[topic];
}

const overview = `gptbots-human: try a GPTBots human handoff on your own machine

Usage
  gptbots-human simulate <base URL>   a GPTBots platform with a visitor's page,
                                      for your running server
  gptbots-human doctor <base URL>     checks your running webhook, and says what
                                      to fix
  gptbots-human sql postgres          the SQL that makes the tables of
                                      postgresStore
  gptbots-human help <command>        the options of a command

Options
  -h, --help       this text; after a command, its options
  -v, --version    the version of this package`;

const secrets = `The command line is visible to others on this machine. Better have the secret
and the key in the environment, where they are taken from too.`;

const simulate = `gptbots-human simulate: a GPTBots platform with a visitor's page, for your
running server

Usage
  gptbots-human simulate http://localhost:3000/gptbots [options]

Options
  --webhook <base URL>   where your webhook is mounted; or without the option
  --secret <secret>      sent with each webhook, as a bearer token; default:
                         GPTBOTS_WEBHOOK_SECRET
  --api-key <key>        the only API key to accept; default: GPTBOTS_API_KEY,
                         else any
  --port <port>          where to listen, on 127.0.0.1; 0 takes a free port;
                         default: 4010
  --allow-host <name>    another name it may be called by, besides localhost and
                         127.0.0.1: of a container, host.docker.internal. May be
                         given more than once
  --wait-timeout <s>     how long a visitor waits for the first reply; default:
                         60
  --idle-timeout <s>     how long a connected conversation may be silent;
                         default: 600
  --fault <fault>        what goes wrong, such as api:500 or webhook:duplicate:
                         each time; with @0.1 behind it, one time in ten; with
                         @once, the next time. May be given more than once
  --record <file>        writes each webhook and each call of the API into the
                         file, one JSON object a line, without secrets; what
                         was in the file before is lost
  --replay <file>        sends the webhooks of such a file, one after another,
                         prints the answers and ends
  -h, --help             this text

Faults
${listed('api:', apiFaults)}
${listed('webhook:', webhookFaults)}

Open the address it prints, and start your server with the GPTBOTS_BASE_URL it
prints. Ctrl-C ends it. It answers nobody who calls it by another name, and no
other website.

A replay sends what was recorded, byte for byte: a server that already has these
webhooks takes them for repeats. It serves no page and no API meanwhile.

${secrets}

Exit codes
  0  it was ended; of a replay: every webhook was answered 200
  1  of a replay: one was not
  2  the command was not understood, or could not run`;

const doctor = `gptbots-human doctor: checks your running webhook, and says what to fix

Usage
  gptbots-human doctor http://localhost:3000/gptbots [options]

Options
  --webhook <base URL>   where your webhook is mounted; or without the option
  --secret <secret>      the webhook's secret; default: GPTBOTS_WEBHOOK_SECRET
  --api-key <key>        also asks GPTBots: whether its API takes this key, by a
                         reply to a conversation that cannot exist, and whether
                         it can call the webhook URLs of the agent, by its own
                         availability test; default: GPTBOTS_API_KEY
  --api-base-url <URL>   where the API is; default: GPTBOTS_BASE_URL, else
                         https://api.gptbots.ai
  --no-api               does not ask GPTBots, whatever key there is
  --json                 prints the findings as JSON, and nothing else
  --verbose              also lists what was skipped, and why
  -h, --help             this text

It opens conversations whose ids start with gptbots-human-check-, and closes
them again. Takes up to 30 seconds. Your server acts on them as on real ones:
what it replies is sent to GPTBots, which does not know them. Better check a
server whose GPTBOTS_BASE_URL is a simulate that runs.

${secrets}

Exit codes
  0  all is well; there may be advice
  1  there are problems
  2  the command was not understood, or could not run`;

const sql = `gptbots-human sql: the SQL that makes the tables of postgresStore

Usage
  gptbots-human sql postgres [options]

Options
  --schema <name>        where the tables are; default: gptbots_human
  -h, --help             this text

It is what migratePostgres runs: for psql, or for a migration of your own. It
may be run again, and then changes nothing:

  npx gptbots-human sql postgres | psql -v ON_ERROR_STOP=1 "$DATABASE_URL"`;

function listed(kind: string, faults: readonly string[]): string {
  return indented(faults.join(', '), ' '.repeat(12), `  ${kind.padEnd(10)}`);
}
