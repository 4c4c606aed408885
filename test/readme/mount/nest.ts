import type { NodeHandler } from 'gptbots-human';
import { webhook } from './webhook.ts';

/** `app` is what a NestJS application has of Express. */
export function mount(app: { use(path: string, handler: NodeHandler): unknown }): void {
  // main.ts, before app.listen()
  app.use('/gptbots', webhook.node);
}
