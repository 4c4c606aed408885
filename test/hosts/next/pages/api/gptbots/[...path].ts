// pages/api/gptbots/[...path].ts
import type { NextApiRequest, NextApiResponse } from 'next';
import { getWebhook } from '@/lib/webhook';

// The body is left to the webhook, which has limits of its own.
export const config = { api: { bodyParser: false } };

export default function handler(req: NextApiRequest, res: NextApiResponse) {
  return getWebhook().node(req, res);
}
