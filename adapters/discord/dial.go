package discord

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/url"
)

// dial opens a connection for a websocket, by way of the environment's proxy where there
// is one. gorilla/websocket's own way through a proxy would put TLS above the tap. Roots
// are whom TLS trusts; nil is the system's.
func dial(ctx context.Context, scheme, addr string, roots *x509.CertPool) (net.Conn, error) {
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: scheme, Host: addr}})
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	var d net.Dialer
	var conn net.Conn
	if proxy == nil {
		conn, err = d.DialContext(ctx, "tcp", addr)
	} else {
		conn, err = tunnel(ctx, proxy, addr, roots)
	}
	if err != nil || scheme != "https" {
		return conn, err
	}
	return secure(ctx, conn, addr, roots)
}

// secure puts TLS on a connection to addr.
func secure(ctx context.Context, conn net.Conn, addr string, roots *x509.CertPool) (net.Conn, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		conn.Close()
		return nil, err
	}
	c := tls.Client(conn, &tls.Config{ServerName: host, RootCAs: roots, NextProtos: []string{"http/1.1"}})
	if err := c.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return c, nil
}

// tunnel connects to addr through an HTTP proxy (RFC 9110, 9.3.6).
func tunnel(ctx context.Context, proxy *url.URL, addr string, roots *x509.CertPool) (net.Conn, error) {
	port := proxy.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[proxy.Scheme]
	}
	host := net.JoinHostPort(proxy.Hostname(), port)
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", host)
	if err == nil && proxy.Scheme == "https" {
		conn, err = secure(ctx, conn, host, roots)
	}
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	r := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: addr}, Host: addr, Header: http.Header{}}
	if u := proxy.User; u != nil {
		password, _ := u.Password()
		r.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(u.Username()+":"+password)))
	}
	if err := r.Write(conn); err != nil {
		conn.Close()
		return nil, fmt.Errorf("proxy: %w", err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), r) // nothing follows: we speak first
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("proxy: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		conn.Close()
		return nil, fmt.Errorf("proxy: %s", resp.Status)
	}
	return conn, nil
}
