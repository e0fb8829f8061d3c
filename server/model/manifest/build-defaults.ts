/** What runs in the image of a build where no file says it. */
export interface BuildDefaults {
  /** For people: `Node.js`. */
  title: string;
  /** Process type → command line; null of a Dockerfile or an image, whose own command runs. */
  processes: Readonly<Record<string, string | null>>;
}
