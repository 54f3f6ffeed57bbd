// The client that most Go programs would write: OPEN goroutines, each of which dials, sends the commands and closes, again and
// again, until TOTAL connections are done. Closes with a reset, as the others of this bench do.
//
//	redigo PORT OPEN TOTAL COMMANDS
package main

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/gomodule/redigo/redis"
)

func dial(network, address string) (net.Conn, error) {
	connection, err := net.Dial(network, address)
	if err == nil {
		err = connection.(*net.TCPConn).SetLinger(0)
	}
	return connection, err
}

func session(address string, commands int) error {
	connection, err := redis.Dial("tcp", address, redis.DialNetDial(dial))
	if err != nil {
		return err
	}
	defer connection.Close()
	_, err = connection.Do("PING")
	if err == nil && commands > 1 {
		_, err = connection.Do("GET", "foo")
	}
	if err == nil && commands > 2 {
		_, err = connection.Do("SET", "foo", "1:1")
	}
	return err
}

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: redigo PORT OPEN TOTAL COMMANDS")
		os.Exit(2)
	}
	open, _ := strconv.Atoi(os.Args[2])
	total, _ := strconv.ParseInt(os.Args[3], 10, 64)
	commands, _ := strconv.Atoi(os.Args[4])
	address := "127.0.0.1:" + os.Args[1]

	var started, failed atomic.Int64
	var workers sync.WaitGroup
	for i := 0; i < open; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for started.Add(1) <= total {
				if session(address, commands) != nil {
					failed.Add(1)
				}
			}
		}()
	}
	workers.Wait()
	fmt.Printf("%d failed\n", failed.Load())
	if failed.Load() > 0 {
		os.Exit(1)
	}
}
