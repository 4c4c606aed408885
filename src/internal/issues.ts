/** Says which fields are wrong and why, never with what. `root` names the whole when there is no field to name. */
export function describeIssues(issues: { path: PropertyKey[]; message: string }[], root: string): string {
  return issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || root}: ${message}`)
    .join('; ');
}
