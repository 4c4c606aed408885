import { apiFaults, webhookFaults } from '../testing/faults.ts';

/** What there is help on. */
export type HelpTopic = 'simulate' | 'doctor' | undefined;

/** The help on a command, or on all. */
export function helpOn(topic: HelpTopic): string {
  return topic === undefined ? overview : topic === 'simulate' ? simulate : doctor;
}

const overview = `gptbots-human: try a GPTBots human handoff on your own machine

Usage
  gptbots-human simulate --webhook <base URL>   a GPTBots platform with a visitor's page, for your running server
  gptbots-human doctor <base URL>               checks your running webhook, and says what to mend

Options
  -h, --help       this text; after a command, its options
  -v, --version    the version of this package`;

const simulate = `gptbots-human simulate: a GPTBots platform with a visitor's page, for your running server

Usage
  gptbots-human simulate --webhook http://localhost:3000/gptbots [options]

Options
  --webhook <base URL>     where your webhook is mounted
  --secret <secret>        sent with each webhook, as a bearer token; default: GPTBOTS_WEBHOOK_SECRET
  --port <port>            where to listen, on 127.0.0.1; 0 takes a free port; default: 4010
  --wait-timeout <s>       how long a visitor waits for the first reply; default: 60
  --idle-timeout <s>       how long a connected conversation may be silent; default: 600
  --api-key <key>          the only API key to accept; default: accepts whatever key comes
  --fault <fault>          what goes wrong, such as api:500 or webhook:duplicate: each time; with @0.1 behind it,
                           one time in ten; with @once, the next time. May be given more than once
  -h, --help               this text

Faults
  api:      ${listed(apiFaults)}
  webhook:  ${listed(webhookFaults)}

Open the address it prints, and start your server with the GPTBOTS_BASE_URL it prints. Ctrl-C ends it.`;

const doctor = `gptbots-human doctor: checks your running webhook, and says what to mend

Usage
  gptbots-human doctor http://localhost:3000/gptbots [options]

Options
  --secret <secret>        the webhook's secret; default: GPTBOTS_WEBHOOK_SECRET
  --api-key <key>          also checks that GPTBots' API can be reached and takes this key, by a reply to a
                           conversation that cannot exist
  --api-base-url <URL>     where the API is; default: GPTBOTS_BASE_URL, else https://api.gptbots.ai
  --json                   prints the findings as JSON
  -h, --help               this text

It opens conversations whose ids start with gptbots-human-check-, and closes them again. Takes up to 30 seconds.
Your server acts on them as on real ones: what it replies is sent to GPTBots, which does not know them. Better check a
server whose GPTBOTS_BASE_URL is a simulate that runs.

Exit codes
  0  all is well; there may be advice
  1  there are problems
  2  the command was not understood`;

// In lines of a terminal's width, under the column they begin in.
function listed(faults: readonly string[]): string {
  const lines = [''];
  for (const fault of faults) {
    const line = lines.at(-1) ?? '';
    if (line.length + fault.length < 100) lines[lines.length - 1] = line === '' ? fault : `${line}, ${fault}`;
    else lines.push(fault);
  }
  return lines.join(`,\n${' '.repeat(12)}`);
}
