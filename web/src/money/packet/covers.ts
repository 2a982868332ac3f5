// Covers of red packets by their ids. Our own five are drawn in CSS and SVG; the operator's are pictures.

export const ownCovers = ["alun", "batik", "lantern", "sea", "bloom"] as const;
export type OwnCover = (typeof ownCovers)[number];

export function isOwnCover(id: string): id is OwnCover {
  return (ownCovers as readonly string[]).includes(id);
}

/** The address of an operator's cover, whose id is "c:<hash>"; undefined for our own and for what is no id. */
export function coverPicture(id: string): string | undefined {
  const hash = /^c:([\w-]{8,128})$/.exec(id)?.[1];
  return hash && `/cover/${hash}`;
}

/** Our own cover whose colours go with this id: its own, or those of the first for a picture. */
export function coverColours(id: string): OwnCover {
  return isOwnCover(id) ? id : "alun";
}
