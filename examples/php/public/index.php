<?php

// Twig is one of Debian's packages (see Aptfile), all else comes through Composer.
require '/usr/share/php/Twig/autoload.php';
require __DIR__ . '/../vendor/autoload.php';

echo (new App\Page(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)))->html();
