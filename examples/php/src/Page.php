<?php

namespace App;

use Example\Greeting;
use Twig\Environment;
use Twig\Loader\FilesystemLoader;

/** Every page of the site; its path is who is greeted. */
final class Page
{
    public function __construct(private string $path)
    {
    }

    public function html(): string
    {
        $twig = new Environment(new FilesystemLoader(__DIR__ . '/../views'));
        $whom = trim(rawurldecode($this->path), '/');
        return $twig->render('page.html', ['greeting' => new Greeting($whom === '' ? 'PHP' : mb_substr($whom, 0, 40))]);
    }
}
