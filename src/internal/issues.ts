/** Says which fields are wrong and why, without their values. `root` names the whole object when no field is named. */
export function describeIssues(issues: { path: PropertyKey[]; message: string }[], root: string): string {
  return issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || root}: ${message}`)
    .join('; ');
}
