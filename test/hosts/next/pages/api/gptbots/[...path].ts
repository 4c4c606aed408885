// pages/api/gptbots/[...path].ts
import type { NextApiRequest, NextApiResponse } from 'next';
import { getWebhook } from '@/lib/webhook';

export default function handler(req: NextApiRequest, res: NextApiResponse) {
  return getWebhook().node(req, res);
}
