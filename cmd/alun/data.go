package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"alun/app"
	"alun/base/config"
)

type checkCmd struct {
	config.Store `embed:""`
}

// Run prints "ok", or what does not agree, and fails.
func (c *checkCmd) Run(ctx context.Context) error {
	body, err := control(ctx, c.Store, "/check", nil)
	if err != nil {
		return err
	}
	defer body.Close()
	_, err = io.Copy(os.Stdout, body)
	return err
}

type backupCmd struct {
	config.Store `embed:""`
	File         string `arg:"" help:"File to write; it must not exist. - is the standard output."`
}

// Run writes the backup under a temporary name first, so that a file of the given name is always whole.
func (c *backupCmd) Run(ctx context.Context) (err error) {
	body, err := control(ctx, c.Store, "/backup", nil)
	if err != nil {
		return err
	}
	defer body.Close()
	if c.File == "-" {
		_, err = io.Copy(os.Stdout, body)
		return err
	}
	if _, err := os.Lstat(c.File); err == nil {
		return fmt.Errorf("%s exists; choose another name", c.File)
	}
	tmp, err := os.CreateTemp(filepath.Dir(c.File), ".backup-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	n, err := io.Copy(tmp, body)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), c.File); err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes\n", c.File, n)
	return nil
}

type restoreCmd struct {
	config.Store `embed:""`
	File         string `arg:"" type:"existingfile" help:"A backup. The database must be empty; no server may run on it."`
}

func (c *restoreCmd) Run(ctx context.Context) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := app.Restore(ctx, c.Store, f); err != nil {
		return err
	}
	fmt.Println("restored; every device will fetch its history anew")
	return nil
}

// control posts to the operator's socket and returns the body of a good answer. The caller closes it.
func control(ctx context.Context, s config.Store, path string, body []byte) (io.ReadCloser, error) {
	client, closer, err := app.Dial(ctx, s)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, app.ControlURL+path, bytes.NewReader(body))
	if err != nil {
		closer()
		return nil, err
	}
	res, err := client.Do(req)
	if err != nil {
		closer()
		return nil, err
	}
	answer := &closing{ReadCloser: res.Body, then: closer, trailer: res}
	if res.StatusCode != http.StatusOK {
		defer answer.Close()
		text, _ := io.ReadAll(io.LimitReader(answer, 64<<10))
		return nil, errors.New(strings.TrimSpace(string(text)))
	}
	return answer, nil
}

// closing is a body that ends its connection, and tells of a failure that came after the first byte.
type closing struct {
	io.ReadCloser
	then    func()
	trailer *http.Response
}

func (c *closing) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		if text := c.trailer.Trailer.Get(app.FailureTrailer); text != "" {
			return n, errors.New(text)
		}
	}
	return n, err
}

func (c *closing) Close() error {
	err := c.ReadCloser.Close()
	c.then()
	return err
}
