/** Where a section begins on the page. */
export function sectionAnchor(id: string): string {
  return `section-${id.replaceAll('_', '-')}`;
}
