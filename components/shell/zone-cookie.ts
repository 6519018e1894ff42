/** Cookie with the viewer's choice of time zone; read by the server so that the first paint is in it. */
export const zoneCookie = 'fairlead-zone';
