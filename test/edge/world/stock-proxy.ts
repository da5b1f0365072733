import type { FaultyHost } from "../../faults/world/faulty-host";

/** The lines that are in every instruction for a proxy with WebSocket; everything else is the package's. */
const site = `
server {
    listen 80 default_server;
    return 301 https://$host$uri;
}
server {
    listen 443 ssl default_server;
    server_name app.example.org;
    ssl_certificate /etc/hardened-host/tls/fullchain.pem;
    ssl_certificate_key /etc/hardened-host/tls/privkey.pem;
    location / {
        proxy_pass http://127.0.0.1:4000;
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
`;

/** Debian's nginx as it comes, with one proxied site: what the attacks are proved to work on. */
export async function useStockProxy({ machine }: FaultyHost): Promise<void> {
    await machine.write("/etc/nginx/sites-available/default", site);
    await machine.text("systemctl restart nginx.service");
}
