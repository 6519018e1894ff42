/** Request header in which proxy.ts tells a page its own address; used only to come back there after signing in. */
export const pagePathHeader = 'x-fairlead-path';
