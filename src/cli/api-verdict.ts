/** What an answer of the API says about the key and the base URL. */
export type ApiVerdict = { ok: true } | { ok: false; cause: string; fix: string };

const correctUrl = 'Correct GPTBOTS_BASE_URL or --api-base-url, or let the proxy in between pass this path.';

/**
 * Judges the answer to a reply whose conversation cannot exist. Only what GPTBots says to that is a yes: code 40000, or
 * a success; many other servers answer with `{code, message}` too.
 */
export function judgeAnswer(status: number, text: string): ApiVerdict {
  const answer = parseObject(text);
  const code = answer && codeOf(answer);
  const isSuccess = status >= 200 && status < 300;
  if (code === 40000 || (isSuccess && (code === 'none' || code === 0 || code === 200))) return { ok: true };
  if (code === 20059 || code === 40378) {
    return no('says that the agent was deleted', 'Take the API key of an agent that exists.');
  }
  if (status === 401 || status === 403 || code === 40127) {
    return no(
      'refused the API key',
      "Take the API key of the agent whose visitors you serve, from the agent's own pages, and look whether its data centre is the one of the base URL.",
    );
  }
  if (status === 404) return no('has no such path: the base URL is wrong', correctUrl);
  if (status >= 500) {
    return no('failed', 'Try again later; if it stays so, look whether the base URL is right, and ask GPTBots.');
  }
  if (code === undefined) return no('is something other than the API', correctUrl);
  return no('gave an answer that the API has for no such call', `${correctUrl} Then look up the code with GPTBots.`);
}

/** An answer in a few words, without what it says: that may hold anything. */
export function describeAnswer(status: number, text: string): string {
  const answer = parseObject(text);
  if (!answer) return `HTTP ${status}, not a JSON object`;
  if (answer.code === undefined) return `HTTP ${status} without a code`;
  const code = codeOf(answer);
  return `HTTP ${status} with ${code === undefined ? 'a code that is no number' : `code ${code}`}`;
}

// Also as a string of digits, as the API's other numbers may come.
function codeOf({ code }: { code?: unknown }): number | 'none' | undefined {
  if (code === undefined) return 'none';
  const isNumber = (typeof code === 'number' || typeof code === 'string') && /^-?\d{1,9}$/.test(String(code));
  return isNumber ? Number(code) : undefined;
}

function no(cause: string, fix: string): ApiVerdict {
  return { ok: false, cause, fix };
}

function parseObject(text: string): { code?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
