import { Agent, request } from 'node:http';
import type { PlainReply, PlainRequest } from '../../../src/testing/types.ts';

/** What stands between GPTBots and the instances: gives each webhook to the next one, over HTTP. */
export class WebhookProxy {
  /** How many instances get each webhook at the same moment. */
  copies = 1;
  /** While no instance is up, whether webhooks wait for one, instead of getting no answer. */
  waits = false;
  /** How often GPTBots got which status; 502 when no instance answered. */
  readonly answers = new Map<number, number>();
  /** The webhooks GPTBots got no 200 for, the oldest first. */
  readonly notAcknowledged: PlainRequest[] = [];
  readonly #ports: () => number[];
  readonly #agent = new Agent({ keepAlive: true });
  #turn = 0;

  constructor(ports: () => number[]) {
    this.#ports = ports;
  }

  /** What `platform.connect` calls. */
  async handle(webhook: PlainRequest): Promise<PlainReply> {
    const status = await this.send(webhook);
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
    if (status !== 200) this.notAcknowledged.push(webhook);
    return { status, headers: {}, body: '' };
  }

  /** Sends what was not acknowledged again, as often as it takes. Returns it. */
  async redeliver(): Promise<PlainRequest[]> {
    const webhooks = this.notAcknowledged.splice(0);
    for (const webhook of webhooks) {
      while ((await this.send(webhook)) !== 200) await pause(redeliveryPauseMs);
    }
    return webhooks;
  }

  /** Sends a webhook to as many instances as there are to be copies. Returns 200 when all took it. */
  async send(webhook: PlainRequest): Promise<number> {
    while (this.waits && this.#ports().length === 0) await pause(20);
    const first = this.#turn++;
    const copies = Array.from({ length: this.copies }, (_, copy) => this.#pass(webhook, first + copy));
    const statuses = await Promise.all(copies);
    return statuses.find((status) => status !== 200) ?? 200;
  }

  close(): void {
    this.#agent.destroy();
  }

  // An instance that is down, hangs or answers 503 is passed over.
  async #pass(webhook: PlainRequest, first: number): Promise<number> {
    const ports = this.#ports();
    let status = 502;
    for (let i = 0; i < ports.length; i++) {
      const port = ports[(first + i) % ports.length] ?? 0;
      status = (await post(this.#agent, port, webhook)) ?? status;
      if (status !== 502 && status !== 503) break;
    }
    return status;
  }
}

// Longer than an answer takes, on a busy machine too.
const patienceMs = 60_000;
const redeliveryPauseMs = 100;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

// Undefined without an answer.
function post(agent: Agent, port: number, { url, headers, body }: PlainRequest): Promise<number | undefined> {
  return new Promise((resolve) => {
    const path = new URL(url).pathname;
    const sent = request({ agent, host: '127.0.0.1', port, path, method: 'POST', headers, timeout: patienceMs });
    sent.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve(undefined));
    sent.end(body);
  });
}
