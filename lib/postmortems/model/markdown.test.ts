import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { blocksOf, plainText } from './document';
import { blocksMarkdown } from './markdown';

function written(build: (fragment: Y.XmlFragment) => void): Y.Doc {
  const doc = new Y.Doc();
  build(doc.getXmlFragment('root_cause'));
  return doc;
}
const element = (name: string, ...children: (Y.XmlElement | Y.XmlText)[]) => {
  const made = new Y.XmlElement(name);
  made.insert(0, children);
  return made;
};
const marked = (...pieces: [string, Record<string, unknown>?][]) => {
  const text = new Y.XmlText();
  text.applyDelta(pieces.map(([insert, attributes]) => ({ insert, ...(attributes ? { attributes } : {}) })));
  return text;
};
const markdown = (doc: Y.Doc) => blocksMarkdown(blocksOf(doc, 'root_cause'));

test('marks, links, lists in lists, code and quotes', () => {
  const doc = written((fragment) =>
    fragment.insert(0, [
      element(
        'paragraph',
        marked(
          ['plain '],
          ['bold ', { bold: {} }],
          ['code', { code: {} }],
          [' and '],
          ['link', { link: { href: 'https://a.b/(c)' } }],
        ),
      ),
      element(
        'bulletList',
        element(
          'listItem',
          element('paragraph', marked(['one'])),
          element('orderedList', element('listItem', element('paragraph', marked(['inner'])))),
        ),
        element('listItem', element('paragraph', marked(['two', { italic: {} }]))),
      ),
      element('codeBlock', marked(['SELECT 1;\n```'])),
      element('blockquote', element('paragraph', marked(['said']))),
    ]),
  );
  expect(markdown(doc)).toBe(
    'plain **bold** `code` and [link](https://a.b/%28c%29)\n\n- one\n  1. inner\n- *two*\n\n````\nSELECT 1;\n```\n````\n\n> said',
  );
});

test.each([
  ['*not bold*', String.raw`\*not bold\*`],
  ['# no title', String.raw`\# no title`],
  ['1. no list', String.raw`1\. no list`],
  ['<script>alert(1)</script>', String.raw`\<script>alert(1)\</script>`],
  ['pool usage >80%, snake_case stays', 'pool usage >80%, snake_case stays'],
  ['30+ minutes (met <15 min SLA)', '30+ minutes (met <15 min SLA)'],
])('%s is text', (text, expected) => {
  expect(markdown(written((fragment) => fragment.insert(0, [element('paragraph', marked([text]))])))).toBe(expected);
});

test('a link that is no address is text, and what a database cannot hold is left out', () => {
  const doc = written((fragment) =>
    fragment.insert(0, [element('paragraph', marked(['a\u0000b', { link: { href: 'javascript:alert(1)' } }]))]),
  );
  expect(markdown(doc)).toBe('ab');
  expect(plainText(doc)).toBe('ab');
});
