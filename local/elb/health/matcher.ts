const MATCHER = /^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/;

/** Whether a text is a matcher: codes and ranges of codes, as in `200,202` and `200-399`. */
export const isMatcher = (text: string) => MATCHER.test(text);

export function matches(matcher: string, status: number): boolean {
  return matcher.split(',').some((part) => {
    const [from, to = from] = part.split('-').map(Number);
    return status >= (from ?? 0) && status <= (to ?? 0);
  });
}
