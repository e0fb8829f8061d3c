const MATCHER = /^\d{1,3}(-\d{1,3})?(,\d{1,3}(-\d{1,3})?)*$/;

/** Whether a text is a matcher: codes and ranges of codes within limits, as in `200,202` and `200-399`. */
export function isMatcher(text: string, [least, most]: readonly [number, number]): boolean {
  return MATCHER.test(text) && text.split(/[,-]/).every((code) => Number(code) >= least && Number(code) <= most);
}

export function matches(matcher: string, status: number): boolean {
  return matcher.split(',').some((part) => {
    const [from, to = from] = part.split('-').map(Number);
    return status >= (from ?? 0) && status <= (to ?? 0);
  });
}
