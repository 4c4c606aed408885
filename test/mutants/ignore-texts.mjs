/**
 * Leaves sentences alone: two words with a space between them are for people, and no test should hold them still. Every
 * other text (a header, a method, a code) is changed like the rest.
 */
export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'texts',
    value: {
      shouldIgnore: ({ node }) => (textsOf(node).some((text) => /\w[,:;]? \w/.test(text)) ? 'a sentence' : undefined),
    },
  },
];

function textsOf(node) {
  if (node.type === 'StringLiteral') return [node.value];
  return node.type === 'TemplateLiteral' ? node.quasis.map(({ value }) => value.raw) : [];
}
