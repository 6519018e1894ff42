/** How long the offer of a seat waits (incidents.md §8). */
export const offerMinutes = 5;
/** How long whoever holds a seat may be away before anybody who may respond takes over. */
export const awayMinutes = 5;
