<?php

namespace Example;

final class Greeting
{
    public function __construct(private string $whom)
    {
    }

    public function __toString(): string
    {
        return "Hello, {$this->whom}";
    }
}
