import type { HumanWebhook } from 'gptbots-human';
import { onTestFinished, vi } from 'vitest';

/** Loads a sample anew, with this webhook in the place of its own. */
export async function sampleWith<Sample>(webhook: HumanWebhook, load: () => Promise<Sample>): Promise<Sample> {
  vi.resetModules();
  vi.doMock('./samples/webhook.ts', () => ({ webhook }));
  onTestFinished(() => void vi.doUnmock('./samples/webhook.ts'));
  return load();
}
