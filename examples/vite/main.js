document.body.textContent = `Hello from ${location.pathname}`;
