// A word this short would be found inside everything.
const shortestSecret = 4;
const longestText = 300;

/** Makes a function that takes the given secrets, and every e-mail address, out of foreign text, and shortens it. */
export function redactor(secrets: string[]): (text: string) => string {
  return (text) => {
    // The longest first: one may hold another. Sorted only now: most calls have nothing to redact.
    const words = secrets.filter(({ length }) => length >= shortestSecret).sort((a, b) => b.length - a.length);
    let result = text;
    for (const word of words) result = result.replaceAll(word, '[redacted]');
    result = result.replace(/\S+@\S+/g, '[redacted]');
    return result.length > longestText ? `${result.slice(0, longestText)}…` : result;
  };
}
