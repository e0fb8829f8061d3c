/** The folder that visitors see, as frameworks call theirs; '' is the top of the app. */
export function webRoot(files: ReadonlySet<string>): string {
  return FOLDERS.find((folder) => files.has(`${folder}/index.php`)) ?? '';
}

/** Files that make a tree an app of PHP. */
export function indexFiles(): string[] {
  return ['index.php', ...FOLDERS.map((folder) => `${folder}/index.php`)];
}

// Private

/** Laravel and Symfony; Heroku and Symfony before 4; CakePHP; what web servers have called it since ever. */
const FOLDERS = ['public', 'web', 'webroot', 'public_html', 'htdocs', 'html', 'www'];
