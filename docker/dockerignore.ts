/**
 * Tells which paths of a tree a .dockerignore keeps out of a build, by Docker's rules: a pattern also means all that is
 * below what it names, `**` any number of folders, `!` takes a path back, and the last pattern that fits decides.
 * BuildKit applies the file only to contexts that the docker command sends; these come as a tar.
 */
export function dockerignore(text: string): (path: string) => boolean {
  const rules = text.split(/\r?\n/).flatMap(parseRule);
  return (path) => {
    if (path === 'Dockerfile' || path === '.dockerignore') return false;
    return rules.reduce((isOut, rule) => (rule.pattern.test(path) ? !rule.takesBack : isOut), false);
  };
}

// Private

function parseRule(line: string): { pattern: RegExp; takesBack: boolean }[] {
  const text = line.trim();
  if (text === '' || line.startsWith('#')) return [];
  const takesBack = text.startsWith('!');
  const path = (takesBack ? text.slice(1).trim() : text).replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
  if (path === '') return [];
  return [{ pattern: new RegExp(`^${path === '.' ? '.*' : toPattern(path)}(/.*)?$`, 's'), takesBack }];
}

/** Docker's (Go's) wildcards as a regular expression. */
function toPattern(path: string): string {
  return path.replace(/\*\*\/|\*\*|\*|\?|\[\^?[^\]]+\]|\\.|[.+^${}()|\]\\]/g, (found) => {
    if (found === '**/') return '(.*/)?';
    if (found === '**') return '.*';
    if (found === '*') return '[^/]*';
    if (found === '?') return '[^/]';
    return found.startsWith('[') || (found.startsWith('\\') && found.length > 1) ? found : `\\${found}`;
  });
}
